-- Who may do what, what persons decided at the review desk, and the log of every change. Nothing of it is
-- derived: a rebuild leaves it as it is. Instants are RFC 3339. Of every secret only a hash is kept.

CREATE TABLE login_account (
    name       TEXT NOT NULL PRIMARY KEY,
    role       TEXT NOT NULL CHECK (role IN ('reader', 'analyst', 'editor', 'administrator')),
    password   TEXT,
    created_at TEXT NOT NULL,
    closed_at  TEXT
) STRICT;

-- A link that is good once: it makes an account, or gives one a new password.
CREATE TABLE invitation (
    digest     BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    name       TEXT,
    role       TEXT NOT NULL CHECK (role IN ('reader', 'analyst', 'editor', 'administrator')),
    invited_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT
) STRICT;

CREATE TABLE login (
    digest     BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    account    TEXT NOT NULL REFERENCES login_account (name),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX login_of_account ON login (account);

CREATE TABLE access_token (
    number     INTEGER PRIMARY KEY NOT NULL,
    digest     BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    account    TEXT    NOT NULL REFERENCES login_account (name),
    title      TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    expires_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE INDEX access_token_account ON access_token (account);

CREATE TABLE saved_search (
    number     INTEGER PRIMARY KEY NOT NULL,
    account    TEXT    NOT NULL REFERENCES login_account (name),
    title      TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    UNIQUE (account, address)
) STRICT;

-- What a person decided about a proposal: append only; withdrawn, never changed. Reviews that were made by one
-- act share their batch, the number of its first. The likeness of a claim that was turned down keeps its like away.
CREATE TABLE review (
    number       INTEGER PRIMARY KEY NOT NULL,
    batch        INTEGER NOT NULL,
    item         TEXT    NOT NULL,
    action       TEXT    NOT NULL CHECK (action IN ('accept', 'reject', 'replace', 'skip')),
    claim        BLOB    CHECK (length(claim) = 16),
    likeness     BLOB    CHECK (length(likeness) = 16),
    replacement  BLOB    CHECK (length(replacement) = 16),
    judgement    INTEGER REFERENCES judgement (number),
    entry        BLOB    CHECK (length(entry) = 16),
    person       TEXT    NOT NULL,
    reviewed_at  TEXT    NOT NULL,
    took_ms      INTEGER CHECK (took_ms >= 0),
    withdrawn_by TEXT,
    withdrawn_at TEXT,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
    CHECK (action <> 'replace' OR replacement IS NOT NULL)
) STRICT;
CREATE INDEX review_item ON review (item, number);
CREATE INDEX review_batch ON review (batch);
CREATE INDEX review_person ON review (person, number);
CREATE INDEX review_entry ON review (entry);

-- Every change that a person or a token made. Each line holds the hash of the one before it.
CREATE TABLE audit_line (
    number   INTEGER PRIMARY KEY NOT NULL,
    made_at  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
