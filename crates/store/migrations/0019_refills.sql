-- Since when the place of an offer had been free when it was made: an offer that follows one which was not taken has
-- the instant of that one. Of offers from before, no more is known than when they were made themselves.

ALTER TABLE offer ADD COLUMN freed_at BIGINT NOT NULL DEFAULT 0;
UPDATE offer SET freed_at = made_at;
-- Which offer a new one follows.
CREATE INDEX offer_ended ON offer (slot_id, ended_at) WHERE ended_at IS NOT NULL;
-- What the board counts, without a look at the table.
CREATE INDEX offer_figures ON offer (programme_id, ended_how, ended_at, made_at, freed_at);
