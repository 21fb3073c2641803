-- The staff's sign-ins: the second factor and what replaces it, the invitations that officers come by, where each sign-in
-- is used from, and which lines of the history are about which officer.
ALTER TABLE officer ADD COLUMN signed_in_at BIGINT;
ALTER TABLE officer ADD COLUMN invited_at BIGINT;
ALTER TABLE officer ADD COLUMN sealed_totp BYTEA;
ALTER TABLE officer ADD COLUMN second_since BIGINT;
ALTER TABLE officer ADD COLUMN totp_step BIGINT;

ALTER TABLE sign_in ADD COLUMN used_at BIGINT;
ALTER TABLE sign_in ADD COLUMN browser TEXT;

CREATE TABLE recovery_code (
    token BYTEA NOT NULL PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    used_at BIGINT
);
CREATE INDEX recovery_code_officer ON recovery_code (officer_id);

CREATE TABLE officer_invitation (
    id TEXT NOT NULL PRIMARY KEY,
    token BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    venues TEXT,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    withdrawn_at BIGINT
);

CREATE TABLE officer_history (
    officer_id TEXT NOT NULL,
    seq BIGINT NOT NULL REFERENCES history (seq),
    PRIMARY KEY (officer_id, seq)
);
