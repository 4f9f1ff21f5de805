-- create materialized view for user_usage
--
-- The totals of each user, computed from the days: refresh daily_usage_matview before it.
--
-- revision: c41b7e90d2f5
-- down_revision: 3f9a1c2e77b0
-- branch_labels:
-- depends_on:
-- create_date: 2026-11-22 17:05:44+09:00

-- upgrade

CREATE MATERIALIZED VIEW user_usage_matview AS
SELECT user_id, count(*) AS active_days, sum(usage_count) AS usage_count, max(target_date) AS last_day
FROM daily_usage_matview
GROUP BY user_id;

CREATE UNIQUE INDEX idx_user_usage_user ON user_usage_matview (user_id);

-- downgrade

DROP MATERIALIZED VIEW IF EXISTS user_usage_matview;
