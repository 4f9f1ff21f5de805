-- every way to quote, 日本語も
--
-- revision: 7c0ffee00001
-- down_revision:
-- branch_labels: quoting, 引用
-- depends_on:
-- create_date: 2026-11-28 09:00:00+09:00

-- upgrade

CREATE TABLE "注文 ""A""" (id integer PRIMARY KEY, note text DEFAULT 'it''s; not the end');
INSERT INTO "注文 ""A""" VALUES (1, E'a\'b;\\'), (2, U&'\0441'), (3, 'one'
    'line more');
/* a comment; /* with another; */ in it */
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE plpgsql AS $body$
BEGIN
    -- a semicolon; and $$ inside
    RETURN n * 2;
END;
$body$;
CREATE FUNCTION thrice(n integer) RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    SELECT CASE WHEN n > 0 THEN n * 3 ELSE 0 END;
END;
SELECT $$a;b$$, '{"a": [1, {"b": 2}]}'::jsonb -> 'a', ARRAY[1, 2], (SELECT (1 + (2 * (3))));

-- downgrade

DROP FUNCTION thrice(integer);
DROP FUNCTION twice(integer);
DROP TABLE "注文 ""A""";
