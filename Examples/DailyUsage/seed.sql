-- Three users' messages of two days. The moments are in UTC: in Tokyo, 15:00 is the next day's midnight.
INSERT INTO message_usages (id, user_id, created_at) VALUES
    (1, 1, '2026-11-20 01:10:00+00:00'),
    (2, 1, '2026-11-20 02:20:00+00:00'),
    (3, 1, '2026-11-20 14:59:59+00:00'),
    (4, 1, '2026-11-20 15:00:00+00:00'),
    (5, 2, '2026-11-20 09:30:00+00:00'),
    (6, 2, '2026-11-21 09:30:00+00:00'),
    (7, 3, '2026-11-21 23:45:00+00:00');
