-- What an officer is there for, and at which venues: a JSON list of ids, or nothing for all of them. Whoever was an
-- officer before there were roles might do everything, and goes on so.
ALTER TABLE officer ADD COLUMN role TEXT NOT NULL DEFAULT 'administrator';
ALTER TABLE officer ADD COLUMN venues TEXT;
