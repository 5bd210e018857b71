-- Whom a provider of identities vouches for, and who may see what came from restricted sources. Nothing of it is
-- derived.

CREATE TABLE login_identity (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    account    TEXT NOT NULL REFERENCES login_account (name),
    created_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;

-- A source that stands in a group is seen by the members of the groups that it stands in, and by nobody else.
CREATE TABLE source_group (
    name       TEXT NOT NULL PRIMARY KEY,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE source_group_member (
    source_group TEXT NOT NULL REFERENCES source_group (name),
    account      TEXT NOT NULL REFERENCES login_account (name),
    PRIMARY KEY (source_group, account)
) STRICT;
CREATE INDEX source_group_of_account ON source_group_member (account);

-- The name of a publisher or a host, in lower case.
CREATE TABLE source_group_source (
    source_group TEXT NOT NULL REFERENCES source_group (name),
    source       TEXT NOT NULL,
    PRIMARY KEY (source_group, source)
) STRICT;
CREATE INDEX source_group_of_source ON source_group_source (source);

-- What one person would have changed where a second has to agree: it takes effect when it is confirmed, never by the
-- one who proposed it. The act is JSON that the desk writes and reads.
CREATE TABLE proposed_act (
    number      INTEGER PRIMARY KEY NOT NULL,
    act         TEXT NOT NULL,
    person      TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    outcome     TEXT CHECK (outcome IN ('confirmed', 'refused', 'withdrawn')),
    settled_by  TEXT,
    settled_at  TEXT,
    CHECK ((outcome IS NULL) = (settled_by IS NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
    CHECK (outcome <> 'confirmed' OR settled_by <> person)
) STRICT;
