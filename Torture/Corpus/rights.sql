-- rights, roles, settings and what refuses a transaction
--
-- revision: 7c0ffee00004
-- down_revision:
-- depends_on: 7c0ffee00002@head, triggers

-- upgrade

SET search_path = app, public;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA app TO reader;
ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'happy';
REINDEX INDEX CONCURRENTLY orders_customer;
CREATE DATABASE other;
ALTER SYSTEM SET work_mem = '8MB';
DO $$ BEGIN RAISE NOTICE 'hello; %', 1; END $$;
CALL cleaning(1, 'x');

-- downgrade

RESET search_path;
DROP INDEX CONCURRENTLY IF EXISTS orders_customer;
