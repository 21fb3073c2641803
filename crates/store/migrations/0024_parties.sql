-- Those who wait together for places of one slot, and the offers that were made to them together.

ALTER TABLE waitlist_entry ADD COLUMN party_id TEXT;
CREATE INDEX waitlist_party ON waitlist_entry (party_id) WHERE party_id IS NOT NULL AND ended_at IS NULL;

-- The first of the offers that were made together, which is told for all of them: itself where it was made alone.
ALTER TABLE offer ADD COLUMN lead_id TEXT NOT NULL DEFAULT '';
UPDATE offer SET lead_id = id;
CREATE INDEX offer_lead ON offer (lead_id);
