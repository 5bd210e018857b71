-- Laws that hold even against a slip in this program: captures are immutable, a text is never edited,
-- a judgement is withdrawn once and otherwise stands. A guard that changes gets a new name.
CREATE TRIGGER IF NOT EXISTS capture_is_never_updated BEFORE UPDATE ON capture
BEGIN SELECT RAISE(ABORT, 'a capture is immutable'); END;
CREATE TRIGGER IF NOT EXISTS capture_is_never_deleted BEFORE DELETE ON capture
BEGIN SELECT RAISE(ABORT, 'a capture is immutable'); END;
CREATE TRIGGER IF NOT EXISTS origin_is_never_updated BEFORE UPDATE ON origin
BEGIN SELECT RAISE(ABORT, 'the origin of a capture is immutable'); END;
CREATE TRIGGER IF NOT EXISTS origin_is_never_deleted BEFORE DELETE ON origin
BEGIN SELECT RAISE(ABORT, 'the origin of a capture is immutable'); END;
CREATE TRIGGER IF NOT EXISTS text_is_never_updated BEFORE UPDATE ON publication_text
BEGIN SELECT RAISE(ABORT, 'a text is never edited'); END;
CREATE TRIGGER IF NOT EXISTS judgement_is_never_deleted BEFORE DELETE ON judgement
BEGIN SELECT RAISE(ABORT, 'a judgement is withdrawn, not deleted'); END;
CREATE TRIGGER IF NOT EXISTS judgement_is_only_withdrawn
BEFORE UPDATE OF number, left_claim, right_claim, verdict, score, reasons, person, judged_at ON judgement
BEGIN SELECT RAISE(ABORT, 'a judgement is withdrawn, not changed'); END;
CREATE TRIGGER IF NOT EXISTS judgement_is_withdrawn_once
BEFORE UPDATE OF withdrawn_by, withdrawn_at ON judgement
WHEN OLD.withdrawn_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a judgement is withdrawn once'); END;
CREATE TRIGGER IF NOT EXISTS review_is_never_deleted BEFORE DELETE ON review
BEGIN SELECT RAISE(ABORT, 'a review is withdrawn, not deleted'); END;
CREATE TRIGGER IF NOT EXISTS review_is_only_withdrawn
BEFORE UPDATE OF number, item, action, claim, likeness, replacement, judgement, entry, person, reviewed_at, took_ms
ON review
BEGIN SELECT RAISE(ABORT, 'a review is withdrawn, not changed'); END;
CREATE TRIGGER IF NOT EXISTS review_is_withdrawn_once BEFORE UPDATE OF withdrawn_by, withdrawn_at ON review
WHEN OLD.withdrawn_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a review is withdrawn once'); END;
CREATE TRIGGER IF NOT EXISTS audit_line_is_never_changed BEFORE UPDATE ON audit_line
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS audit_line_is_never_deleted BEFORE DELETE ON audit_line
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS edition_page_is_never_changed BEFORE UPDATE ON edition_page
BEGIN SELECT RAISE(ABORT, 'an edition stays as it was built'); END;
CREATE TRIGGER IF NOT EXISTS edition_act_is_never_changed BEFORE UPDATE ON edition_act
BEGIN SELECT RAISE(ABORT, 'the acts of editors are only added to'); END;
CREATE TRIGGER IF NOT EXISTS edition_act_is_never_deleted BEFORE DELETE ON edition_act
BEGIN SELECT RAISE(ABORT, 'the acts of editors are only added to'); END;
CREATE TRIGGER IF NOT EXISTS edition_release_is_never_changed BEFORE UPDATE ON edition_release
BEGIN SELECT RAISE(ABORT, 'what an editor let go stays let go'); END;
CREATE TRIGGER IF NOT EXISTS released_file_is_never_changed BEFORE UPDATE ON released_file
BEGIN SELECT RAISE(ABORT, 'what an editor let go stays as it was'); END;
