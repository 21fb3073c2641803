-- What the live board asks after every commit: how much was booked and given back lately; and what the list of
-- holds and exceptions shows: how many places of a hold went to bookings, and what was done for a reason.

CREATE INDEX booking_made ON booking (programme_id, booked_at);
CREATE INDEX booking_given_back ON booking (programme_id, cancelled_at) WHERE cancelled_at IS NOT NULL;
CREATE INDEX history_why ON history (seq) WHERE why IS NOT NULL;

ALTER TABLE hold ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
