/* model
title  = "Moved due dates: where a legal clock ends that counts business days or waits for one"
grain  = ["tier", "clock", "start_date"]
limits = "Empty unless the jurisdiction has such a clock and a calendar. A day beyond the calendar has no due date."
*/
WITH

clocks AS (
    SELECT
        tier,
        clock,
        limit_days,
        day_kind,
        COALESCE(rolls_forward, FALSE) AS rolls_forward
    FROM ref_payment_clocks
    WHERE day_kind = 'business' OR rolls_forward
),

-- Business days after the start: counting begins on the first business day that follows it.
counted AS (
    SELECT
        clocks.tier,
        clocks.clock,
        started.calendar_date AS start_date,
        ended.calendar_date AS due_date
    FROM clocks
    CROSS JOIN calendar_days AS started
    INNER JOIN calendar_days AS ended
        ON
            ended.is_business_day
            AND ended.business_day_number = started.business_day_number + clocks.limit_days
    WHERE clocks.day_kind = 'business'
    UNION ALL
    SELECT
        clocks.tier,
        clocks.clock,
        started.calendar_date AS start_date,
        ended.next_business_date AS due_date
    FROM clocks
    CROSS JOIN calendar_days AS started
    INNER JOIN calendar_days AS ended
        ON ended.calendar_date = started.calendar_date + CAST(clocks.limit_days AS INTEGER)
    WHERE clocks.day_kind <> 'business' AND clocks.rolls_forward
)

SELECT
    tier,
    clock,
    start_date,
    MIN(due_date) AS due_date
FROM counted
GROUP BY tier, clock, start_date
