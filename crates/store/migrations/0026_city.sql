-- What is asked all the time and cost more the longer a town has been at it: the messages given up lately, which /health tells;
-- those who wait, of whom each message and each board gives the number; events whose words are to be forgotten; failures whose
-- time is over, which each new one sweeps out; and the days of a programme from today on.

CREATE INDEX outbox_given_up ON outbox (given_up_at) WHERE given_up_why <> 'outrun';
CREATE INDEX waitlist_order ON waitlist_entry (programme_id, rank_class, rank_key, id) WHERE ended_at IS NULL;
CREATE INDEX inbox_said ON inbox (received_at) WHERE sealed IS NOT NULL;
CREATE INDEX throttle_ends ON throttle (ends_at);
CREATE INDEX session_day ON session (programme_id, date);
