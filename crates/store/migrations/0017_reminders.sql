-- Who was reminded of a booking and how, who said that they will come, and since when somebody has the place they have:
-- whoever took it after a reminder's time has just seen when it is.

CREATE TABLE reminder (
    booking_id TEXT NOT NULL REFERENCES booking (id),
    date TEXT NOT NULL,
    days BIGINT NOT NULL,
    way TEXT NOT NULL,
    at BIGINT NOT NULL,
    message_id TEXT,
    PRIMARY KEY (booking_id, date, days, way)
);
CREATE INDEX reminder_message ON reminder (message_id) WHERE message_id IS NOT NULL;

ALTER TABLE booking ADD COLUMN placed_at BIGINT;
ALTER TABLE booking ADD COLUMN confirmed_at BIGINT;
