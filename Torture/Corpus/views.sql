-- materialized views with how fresh they are kept
--
-- revision: 7c0ffee00002
-- down_revision:
-- create_date: 2026-11-28

-- upgrade

CREATE TABLE orders (id integer PRIMARY KEY, customer text, total integer);

-- athanor: refresh every 5 minutes
CREATE MATERIALIZED VIEW totals AS
SELECT customer, sum(total) AS total FROM orders GROUP BY customer;

-- athanor: refresh public.totals cron 0 3 * * * in Asia/Tokyo
CREATE UNIQUE INDEX totals_customer ON totals (customer);
CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);
VACUUM (ANALYZE) orders;
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;

-- downgrade

DROP MATERIALIZED VIEW totals;
DROP TABLE orders;
