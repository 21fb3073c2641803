-- Offers of one place to several people at once: the first of them, which the place is kept under. An offer that was made to
-- nobody else is its own.
ALTER TABLE offer ADD COLUMN wave_id TEXT NOT NULL DEFAULT '';
UPDATE offer SET wave_id = id;
CREATE INDEX offer_wave ON offer (wave_id) WHERE ended_at IS NULL;

-- From when on others may be offered the place of one that stands; of one that is for whoever it was made to alone, never.
ALTER TABLE offer ADD COLUMN shared_from BIGINT;

-- When more people are to be asked about it; empty once they were.
ALTER TABLE offer ADD COLUMN widens_at BIGINT;
CREATE INDEX offer_widens ON offer (widens_at) WHERE ended_at IS NULL AND widens_at IS NOT NULL;
