-- What changed, in order, so that what follows from it is made up for it alone. Derived; the oldest lines are cut off,
-- and who has not read so far makes everything anew.
CREATE TABLE change (
    number INTEGER PRIMARY KEY NOT NULL,
    what   TEXT    NOT NULL CHECK (what IN ('publication', 'entry', 'all')),
    id     BLOB    NOT NULL CHECK (length(id) = 16)
) STRICT;

CREATE INDEX machine_judgement_right ON machine_judgement (right_claim, left_claim);
