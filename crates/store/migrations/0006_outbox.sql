-- Answers before notices, each by an index of its own, so that notices which rest are not gone through at every turn.
-- A notice that sends somebody elsewhere is the staff's to tell as soon as it waits for who has blocked the account.

ALTER TABLE outbox ADD COLUMN pressing BIGINT NOT NULL DEFAULT 0;
UPDATE outbox SET pressing = 1
    WHERE notice LIKE '%"kind":"moved"%' OR notice LIKE '%"kind":"cancelled"%';

DROP INDEX outbox_due;
CREATE INDEX outbox_answers ON outbox (due_at)
    WHERE notice IS NULL AND sent_at IS NULL AND given_up_at IS NULL AND waits_since IS NULL;
CREATE INDEX outbox_notices ON outbox (due_at, made_at, id)
    WHERE notice IS NOT NULL AND sent_at IS NULL AND given_up_at IS NULL AND waits_since IS NULL;
DROP INDEX outbox_waits;
CREATE INDEX outbox_waits ON outbox (account_id)
    WHERE waits_since IS NOT NULL AND sent_at IS NULL AND given_up_at IS NULL;
