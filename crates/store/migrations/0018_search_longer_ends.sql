-- Numbers are found by their last eight digits, too: everybody is taken into the search anew, which the service does
-- bit by bit after its start, as it does for people from before there was a search.

UPDATE person SET search_no = NULL;
DELETE FROM search_token;
DELETE FROM search_person;
