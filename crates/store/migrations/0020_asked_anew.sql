-- Since when a reason for which a slot went by somebody no longer stands: whoever gives up an offer or a booking is asked
-- anew about what went by them meanwhile.
ALTER TABLE passed_by ADD COLUMN anew_at BIGINT;
