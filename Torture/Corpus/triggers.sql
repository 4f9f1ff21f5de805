-- triggers as SQLite writes them
--
-- revision: 7c0ffee00003
-- down_revision:
-- branch_labels: triggers

-- upgrade

CREATE TABLE [a b] (id INTEGER PRIMARY KEY AUTOINCREMENT, `c` TEXT COLLATE NOCASE, d REAL CHECK (d > 0));
CREATE TRIGGER IF NOT EXISTS counting AFTER UPDATE OF c ON [a b] FOR EACH ROW WHEN new.c <> old.c
BEGIN
    UPDATE [a b] SET d = CASE WHEN d IS NULL THEN 1 ELSE d + 1 END WHERE id = new.id;
    SELECT RAISE(ABORT, 'end; of it') WHERE new.c = x'00';
END;
PRAGMA foreign_keys = ON;
REINDEX;
VACUUM;

-- downgrade: irreversible
