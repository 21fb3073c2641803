-- What happens on the phone: calls, what is noted about a person, and the town's own words for the script. A call names
-- its person without pointing at them: it counts for the day's figures even where a person is taken off the roster.

CREATE TABLE phone_call (
    id TEXT NOT NULL PRIMARY KEY,
    officer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    heard_at BIGINT NOT NULL,
    caller TEXT,
    proofs TEXT,
    ended_at BIGINT,
    ending TEXT
);
CREATE INDEX phone_call_day ON phone_call (began_at);
CREATE INDEX phone_call_open ON phone_call (officer_id, heard_at) WHERE ended_at IS NULL;

CREATE TABLE person_note (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    sealed BYTEA NOT NULL,
    officer_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    struck_at BIGINT,
    struck_by TEXT
);
CREATE INDEX person_note_person ON person_note (person_id, at);

-- Every wording of every part; the last of a part is in force, and none means the words that are built in.
CREATE TABLE script_wording (
    seq BIGINT NOT NULL PRIMARY KEY,
    part TEXT NOT NULL,
    wording TEXT,
    officer_id TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX script_wording_part ON script_wording (part, seq);
