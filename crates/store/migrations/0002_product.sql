-- A session may fix the product it gives; intervals and "the same product" depend on it.
ALTER TABLE session ADD COLUMN product TEXT;

-- What an account holds is looked at where a programme limits it.
CREATE INDEX booking_account ON booking (account_id) WHERE account_id IS NOT NULL;
