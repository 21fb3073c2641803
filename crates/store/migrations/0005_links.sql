-- Who acts for whom, how well that was proven, and the one-time codes that prove it. Accounts without LINE
-- have a token of their own id and nothing sealed but emptiness, since a column cannot become optional in
-- both engines by one text.

ALTER TABLE account ADD COLUMN without_line_at BIGINT;

ALTER TABLE account_person ADD COLUMN linked_by TEXT NOT NULL DEFAULT 'voucher';
ALTER TABLE account_person ADD COLUMN relation TEXT;
ALTER TABLE account_person ADD COLUMN sealed_alias BYTEA;

CREATE TABLE code (
    id TEXT NOT NULL PRIMARY KEY,
    token BYTEA NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by TEXT REFERENCES account (id),
    withdrawn_at BIGINT
);
CREATE INDEX code_person ON code (person_id);
