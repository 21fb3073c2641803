-- What LINE asks of us: messages taken back, messages that wait for somebody who has blocked the account, the
-- month whose messages are used up, and what the talk is used for, counted without a word of it.

-- LINE's id of the message that an event brings, so that a message taken back is found.
ALTER TABLE inbox ADD COLUMN message_id TEXT;
CREATE INDEX inbox_message ON inbox (message_id) WHERE message_id IS NOT NULL;
-- Messages taken back: an event that comes after this brings nothing more.
CREATE TABLE unsent (
    message_id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

-- Since when the message waits for its resident to unblock the account.
ALTER TABLE outbox ADD COLUMN waits_since BIGINT;
-- LINE's name for the request that it accepted.
ALTER TABLE outbox ADD COLUMN request_id TEXT;
-- When an officer dealt with a message that was given up, and who.
ALTER TABLE outbox ADD COLUMN dealt_at BIGINT;
ALTER TABLE outbox ADD COLUMN dealt_by TEXT;
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (due_at)
    WHERE sent_at IS NULL AND given_up_at IS NULL AND waits_since IS NULL;
CREATE INDEX outbox_waits ON outbox (account_id)
    WHERE waits_since IS NOT NULL;
CREATE INDEX outbox_undealt ON outbox (given_up_at)
    WHERE given_up_at IS NOT NULL AND dealt_at IS NULL;

-- One row while counted messages rest, none otherwise.
CREATE TABLE push_stop (
    id BIGINT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    look_at BIGINT NOT NULL,
    CHECK (id = 1)
);

-- How often something was wanted in the talk, by the day in Japan. No words, no people.
CREATE TABLE heard (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (day, what)
);

-- Each account's last tap, so that a double tap is answered once.
CREATE TABLE tapped (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    what TEXT NOT NULL,
    at BIGINT NOT NULL
);
