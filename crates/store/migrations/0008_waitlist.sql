-- The waitlist: who waits and for what, what was offered to them, and what went by them. A place that is offered is
-- neither booked nor free.

CREATE TABLE slot_pool_next (
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    over BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    held BIGINT NOT NULL,
    offered BIGINT NOT NULL,
    PRIMARY KEY (slot_id, pool),
    CHECK (over >= 0 AND booked >= 0 AND held >= 0 AND offered >= 0
        AND booked + held + offered <= capacity + over)
);
INSERT INTO slot_pool_next (slot_id, pool, capacity, over, booked, held, offered)
    SELECT slot_id, pool, capacity, over, booked, held, 0 FROM slot_pool;
DROP TABLE slot_pool;
ALTER TABLE slot_pool_next RENAME TO slot_pool;

CREATE TABLE waitlist_entry (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    programme_id TEXT NOT NULL REFERENCES programme (id),
    dose BIGINT NOT NULL,
    account_id TEXT REFERENCES account (id),
    door TEXT NOT NULL,
    weekdays BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    until TEXT,
    notice BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    rank_class BIGINT NOT NULL,
    rank_key BIGINT NOT NULL,
    lapses BIGINT NOT NULL,
    ended_at BIGINT,
    ended_why TEXT
);
-- Nobody waits twice for the same dose.
CREATE UNIQUE INDEX waitlist_once ON waitlist_entry (person_id, programme_id, dose) WHERE ended_at IS NULL;

-- One row a venue that would do, an empty id for any; only while they wait. The rank stands here too, so that whoever
-- is next is found without sorting those who wait elsewhere.
CREATE TABLE waitlist_venue (
    entry_id TEXT NOT NULL REFERENCES waitlist_entry (id),
    venue_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    rank_class BIGINT NOT NULL,
    rank_key BIGINT NOT NULL,
    PRIMARY KEY (entry_id, venue_id)
);
CREATE INDEX waitlist_next ON waitlist_venue (programme_id, venue_id, rank_class, rank_key, entry_id);

CREATE TABLE offer (
    id TEXT NOT NULL PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES waitlist_entry (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    programme_id TEXT NOT NULL REFERENCES programme (id),
    dose BIGINT NOT NULL,
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    units BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    told_from BIGINT NOT NULL,
    lapses_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_how TEXT
);
-- Nobody has two offers at once for one wish.
CREATE UNIQUE INDEX offer_live ON offer (entry_id) WHERE ended_at IS NULL;
CREATE INDEX offer_due ON offer (lapses_at) WHERE ended_at IS NULL;
CREATE INDEX offer_entry ON offer (entry_id, slot_id);
CREATE INDEX offer_person ON offer (person_id);
CREATE INDEX offer_slot ON offer (slot_id);

-- Whom a place of a slot went by for good, and why: nobody is judged twice about the same slot.
CREATE TABLE passed_by (
    entry_id TEXT NOT NULL REFERENCES waitlist_entry (id),
    slot_id TEXT NOT NULL REFERENCES slot (id),
    at BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (entry_id, slot_id)
);

-- The offer that a message tells of: its time to answer begins when LINE has it.
ALTER TABLE outbox ADD COLUMN offer_id TEXT;
CREATE INDEX outbox_offer ON outbox (offer_id) WHERE offer_id IS NOT NULL;

-- Whoever waits sees a menu of their own under the talk.
ALTER TABLE account ADD COLUMN menu TEXT;
CREATE INDEX account_menu ON account (id) WHERE menu IS NOT NULL;
CREATE INDEX waitlist_account ON waitlist_entry (account_id) WHERE ended_at IS NULL AND account_id IS NOT NULL;

-- Since when an account wishes no message for what it has just done itself. What others change is always told.
ALTER TABLE account ADD COLUMN unconfirmed_at BIGINT;
