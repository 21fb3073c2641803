-- A file of people that an officer has brought and not imported yet: sealed, in parts, for a day. And how the columns
-- of files with the same headers were chosen the last time.

CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    officer_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    file TEXT NOT NULL,
    headers BYTEA NOT NULL,
    parts BIGINT NOT NULL,
    choices TEXT NOT NULL
);
CREATE INDEX upload_at ON upload (at);

CREATE TABLE upload_part (
    upload_id TEXT NOT NULL REFERENCES upload (id),
    part BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (upload_id, part)
);

CREATE TABLE chosen_columns (
    headers BYTEA NOT NULL PRIMARY KEY,
    choices TEXT NOT NULL,
    at BIGINT NOT NULL
);
