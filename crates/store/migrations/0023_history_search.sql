-- What one officer did, for whoever checks it: residents' own lines are by far the most, and are left out.
CREATE INDEX history_officer ON history (actor, seq) WHERE actor LIKE '{"officer":%';
