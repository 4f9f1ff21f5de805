-- create message_usages
--
-- revision: 8d1f02c4b7a9
-- down_revision:
-- branch_labels:
-- depends_on:
-- create_date: 2026-11-22 16:30:00+09:00

-- upgrade

CREATE TABLE message_usages (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX idx_message_usages_user_id ON message_usages (user_id);

-- downgrade

DROP TABLE message_usages;
