-- The first schema. One text for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN and BYTEA only.
-- Ids are UUIDv7 text, instants are UTC milliseconds, dates are YYYY-MM-DD, times are HH:MM, all made
-- by the application. Columns named `sealed` hold authenticated ciphertext; `token` is a keyed blind index.

CREATE TABLE seal_check (
    id BIGINT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('booking_number', 0);

CREATE TABLE programme (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    policy TEXT NOT NULL
);

CREATE TABLE venue (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    access TEXT NOT NULL
);

CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    venue_id TEXT NOT NULL REFERENCES venue (id),
    date TEXT NOT NULL,
    product TEXT,
    UNIQUE (programme_id, venue_id, date)
);

CREATE TABLE slot (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX slot_session ON slot (session_id);

CREATE TABLE slot_pool (
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    PRIMARY KEY (slot_id, pool),
    CHECK (booked >= 0 AND booked <= capacity)
);

CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    sealed_key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    address_token BYTEA UNIQUE,
    protected_at BIGINT,
    saved_at BIGINT NOT NULL
);

CREATE TABLE voucher (
    token BYTEA NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    sealed BYTEA NOT NULL,
    stopped_at BIGINT
);
CREATE INDEX voucher_person ON voucher (person_id);

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    token BYTEA NOT NULL UNIQUE,
    sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    followed_at BIGINT,
    blocked_at BIGINT
);

CREATE TABLE account_person (
    account_id TEXT NOT NULL REFERENCES account (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    linked_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (account_id, person_id)
);
CREATE INDEX account_person_person ON account_person (person_id);

CREATE TABLE booking (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    once TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    programme_id TEXT NOT NULL REFERENCES programme (id),
    dose BIGINT NOT NULL,
    slot_id TEXT NOT NULL REFERENCES slot (id),
    pool TEXT NOT NULL,
    door TEXT NOT NULL,
    account_id TEXT REFERENCES account (id),
    booked_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    cancel_reason TEXT,
    UNIQUE (person_id, once)
);
CREATE UNIQUE INDEX booking_live ON booking (person_id, programme_id, dose) WHERE cancelled_at IS NULL;
CREATE INDEX booking_slot ON booking (slot_id);
CREATE INDEX booking_account ON booking (account_id) WHERE account_id IS NOT NULL;

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    notice TEXT,
    body TEXT,
    reply_token TEXT,
    reply_until BIGINT,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    doubts BIGINT NOT NULL,
    first_tried_at BIGINT,
    sent_at BIGINT,
    given_up_at BIGINT,
    given_up_why TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

CREATE TABLE inbox (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA,
    received_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    done_at BIGINT,
    given_up_at BIGINT
);
CREATE INDEX inbox_due ON inbox (due_at) WHERE done_at IS NULL AND given_up_at IS NULL;

CREATE TABLE officer (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE sign_in (
    token BYTEA NOT NULL PRIMARY KEY,
    account_id TEXT REFERENCES account (id),
    officer_id TEXT REFERENCES officer (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK ((account_id IS NULL) <> (officer_id IS NULL))
);
CREATE INDEX sign_in_expires ON sign_in (expires_at);

CREATE TABLE throttle (
    token BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE TABLE history (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT,
    booking_id TEXT,
    person_id TEXT,
    slot_id TEXT,
    hash BYTEA NOT NULL
);
CREATE INDEX history_booking ON history (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX history_person ON history (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX history_slot ON history (slot_id) WHERE slot_id IS NOT NULL;
