-- How many people the room of a venue takes at once, where the town says so.

ALTER TABLE venue ADD COLUMN room BIGINT;
