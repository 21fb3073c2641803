-- What timetables made: each run with the timetable as it was, and what it takes to undo it. A slot knows the run
-- that made it; those made by hand know none.

CREATE TABLE timetable_run (
    id TEXT NOT NULL PRIMARY KEY,
    timetable_id TEXT NOT NULL,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    venue_id TEXT NOT NULL REFERENCES venue (id),
    timetable TEXT NOT NULL,
    did TEXT NOT NULL,
    added BIGINT NOT NULL,
    resized BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);
CREATE INDEX timetable_run_programme ON timetable_run (programme_id);
CREATE INDEX timetable_run_timetable ON timetable_run (timetable_id);

ALTER TABLE slot ADD COLUMN run_id TEXT;
CREATE INDEX slot_run ON slot (run_id) WHERE run_id IS NOT NULL;
