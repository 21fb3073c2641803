-- What a place is made of: places above the capacity, places kept by holds, exams that are limited by
-- themselves, bookings that take more than one place or share one, and what became of them on the day.

CREATE TABLE slot_pool_next (
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    over BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    held BIGINT NOT NULL,
    PRIMARY KEY (slot_id, pool),
    CHECK (over >= 0 AND booked >= 0 AND held >= 0 AND booked + held <= capacity + over)
);
INSERT INTO slot_pool_next (slot_id, pool, capacity, over, booked, held)
    SELECT slot_id, pool, capacity, 0, booked, 0 FROM slot_pool;
DROP TABLE slot_pool;
ALTER TABLE slot_pool_next RENAME TO slot_pool;

CREATE TABLE slot_quota (
    slot_id TEXT NOT NULL REFERENCES slot (id),
    dose BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    PRIMARY KEY (slot_id, dose),
    CHECK (booked >= 0 AND booked <= capacity)
);

ALTER TABLE booking ADD COLUMN units BIGINT NOT NULL DEFAULT 1;
ALTER TABLE booking ADD COLUMN done_at BIGINT;
ALTER TABLE booking ADD COLUMN outcome TEXT;
DROP INDEX booking_live;
CREATE UNIQUE INDEX booking_live ON booking (person_id, programme_id, dose)
    WHERE cancelled_at IS NULL AND (outcome IS NULL OR outcome = 'vaccinated');

CREATE TABLE hold (
    id TEXT NOT NULL PRIMARY KEY,
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    places BIGINT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    expires_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK (places >= 0),
    CHECK (approved_by IS NULL OR approved_by <> asked_by)
);
CREATE INDEX hold_slot ON hold (slot_id);
CREATE INDEX hold_due ON hold (due_at) WHERE ended_at IS NULL;
