-- That those who wait were asked about the places of a pool when everybody could take them, by the rule that held then. By
-- another rule they are asked again.
CREATE TABLE pool_release (
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    days_before BIGINT NOT NULL,
    at TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (slot_id, pool, days_before, at)
);
