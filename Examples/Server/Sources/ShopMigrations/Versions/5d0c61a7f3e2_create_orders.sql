-- create orders
--
-- revision: 5d0c61a7f3e2
-- down_revision:
-- create_date: 2026-11-30 09:12:44+00:00

-- upgrade
CREATE TABLE orders (
    number text    PRIMARY KEY,
    day    date    NOT NULL,
    cents  integer NOT NULL
);

-- downgrade
DROP TABLE orders;
