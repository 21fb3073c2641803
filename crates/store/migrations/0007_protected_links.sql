-- A link to a person under 支援措置 is over for good, not asleep until the protection ends; the codes that could
-- begin one are withdrawn. Every list of links asks whether an account without LINE is signed in, hence the index.

UPDATE account_person SET relation = NULL, sealed_alias = NULL,
    ended_at = (SELECT p.protected_at FROM person p WHERE p.id = account_person.person_id)
    WHERE ended_at IS NULL
    AND person_id IN (SELECT id FROM person WHERE protected_at IS NOT NULL);

UPDATE code SET withdrawn_at = (SELECT p.protected_at FROM person p WHERE p.id = code.person_id)
    WHERE used_at IS NULL AND withdrawn_at IS NULL
    AND person_id IN (SELECT id FROM person WHERE protected_at IS NOT NULL);

CREATE INDEX sign_in_account ON sign_in (account_id);
