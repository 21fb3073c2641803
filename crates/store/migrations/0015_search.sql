-- Finding people by scraps of what the town knows of them: keyed tokens, 64 bits each, and nothing in clear. Who is
-- found has a number of their own, so that a row is as short as it can be; without one a person is not found yet.

ALTER TABLE person ADD COLUMN search_no BIGINT;
CREATE UNIQUE INDEX person_search ON person (search_no);

-- The tokens of each who is found, so that what changes is told without opening anything.
CREATE TABLE search_person (
    no BIGINT NOT NULL PRIMARY KEY,
    tokens BYTEA NOT NULL
);

CREATE TABLE search_token (
    token BIGINT NOT NULL,
    person_no BIGINT NOT NULL,
    PRIMARY KEY (token, person_no)
);

-- Callers who are not on the roster, to get back to. What they told and why it ended are sealed with the town's key.

CREATE TABLE todo (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    taken_by TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT,
    outcome TEXT,
    sealed_why BYTEA,
    person_id TEXT
);
CREATE INDEX todo_open ON todo (taken_at, id) WHERE done_at IS NULL;
CREATE INDEX todo_done ON todo (done_at, id) WHERE done_at IS NOT NULL;
