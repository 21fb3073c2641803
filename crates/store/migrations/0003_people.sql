-- Imports of people, with what their people were before, so that a whole import can be undone.
-- The former details are ciphertext under the person's own key, copied as they stood.

CREATE TABLE import (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    file TEXT NOT NULL,
    brought BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    same BIGINT NOT NULL,
    undone_at BIGINT
);

-- One row a person that the import brought or changed; without `sealed` the import brought them.
CREATE TABLE imported (
    import_id TEXT NOT NULL REFERENCES import (id),
    person_id TEXT NOT NULL,
    file_row BIGINT NOT NULL,
    sealed BYTEA,
    address_token BYTEA,
    protected_at BIGINT,
    saved_at BIGINT,
    import_before TEXT,
    PRIMARY KEY (import_id, person_id)
);

-- The vouchers these persons had, the stopped ones too.
CREATE TABLE imported_voucher (
    import_id TEXT NOT NULL REFERENCES import (id),
    person_id TEXT NOT NULL,
    token BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    stopped_at BIGINT,
    PRIMARY KEY (import_id, person_id, token)
);

-- The import that saved a person last; none once somebody has edited them.
ALTER TABLE person ADD COLUMN import_id TEXT;
