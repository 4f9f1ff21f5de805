-- Messages that arrive later: one more on a day that is there, and a new day.
INSERT INTO message_usages (id, user_id, created_at) VALUES
    (8, 1, '2026-11-20 16:00:00+00:00'),
    (9, 3, '2026-11-22 03:00:00+00:00'),
    (10, 3, '2026-11-22 04:00:00+00:00');
