-- A town that has moved to another database. While there is a row nothing is written here any more.
CREATE TABLE moved (
    id BIGINT NOT NULL PRIMARY KEY,
    place TEXT NOT NULL,
    at BIGINT NOT NULL,
    CHECK (id = 1)
);
