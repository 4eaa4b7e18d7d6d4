/* model
title  = "Payment loops: money that passes through up to four groups and comes back within 24 months"
grain  = ["loop_id", "step", "contract_id"]
limits = "A loop is as large as its smallest step in the best 24 months. is_exchange: every step was paid under a registered subcontract of another contract, as between firms that work for each other in turn. Of more than fifty thousand loops the shortest, then those with the largest smallest step, are looked at."
*/
WITH

flows AS (
    SELECT
        payer_group_id,
        payee_group_id,
        contract_id,
        is_registered,
        month_start_date,
        EXTRACT(YEAR FROM month_start_date) * 12 + EXTRACT(MONTH FROM month_start_date)
            AS month_number,
        CAST(flow_amount AS DOUBLE) AS flow_amount,
        currency,
        currency_count
    FROM party_flows
    WHERE payer_group_id <> payee_group_id
),

pairs AS (
    SELECT
        payer_group_id,
        payee_group_id,
        SUM(CASE WHEN flow_amount > 0 THEN flow_amount ELSE 0 END) AS pair_amount
    FROM flows
    GROUP BY payer_group_id, payee_group_id
),

-- Whoever only pays, or is only paid, stands in no loop.
passed AS (
    SELECT
        payer_group_id AS payer,
        payee_group_id AS payee,
        pair_amount
    FROM pairs
    WHERE
        pair_amount > 0
        AND payee_group_id IN (SELECT payers.payer_group_id FROM pairs AS payers)
        AND payer_group_id IN (SELECT payees.payee_group_id FROM pairs AS payees)
),

halves AS (
    SELECT
        first_steps.payer AS start_id,
        first_steps.payee AS middle_id,
        second_steps.payee AS end_id,
        LEAST(first_steps.pair_amount, second_steps.pair_amount) AS least_amount
    FROM passed AS first_steps
    INNER JOIN passed AS second_steps ON first_steps.payee = second_steps.payer
),

-- Every loop begins with its smallest id, so each is found once.
halves_out AS (
    SELECT
        start_id AS first_id,
        middle_id AS second_id,
        end_id AS third_id,
        least_amount
    FROM halves
    WHERE start_id < middle_id AND start_id < end_id
),

closed AS (
    SELECT
        2 AS group_count,
        outward.payer AS first_id,
        outward.payee AS second_id,
        NULL AS third_id,
        NULL AS fourth_id,
        LEAST(outward.pair_amount, back.pair_amount) AS least_amount,
        outward.payer || ' > ' || outward.payee AS loop_id
    FROM passed AS outward
    INNER JOIN passed AS back ON outward.payer = back.payee AND outward.payee = back.payer
    WHERE outward.payer < outward.payee
    UNION ALL
    SELECT
        3 AS group_count,
        halves_out.first_id,
        halves_out.second_id,
        halves_out.third_id,
        NULL AS fourth_id,
        LEAST(halves_out.least_amount, passed.pair_amount) AS least_amount,
        halves_out.first_id || ' > ' || halves_out.second_id || ' > ' || halves_out.third_id
            AS loop_id
    FROM halves_out
    INNER JOIN passed
        ON halves_out.third_id = passed.payer AND halves_out.first_id = passed.payee
    UNION ALL
    SELECT
        4 AS group_count,
        halves_out.first_id,
        halves_out.second_id,
        halves_out.third_id,
        halves_back.middle_id AS fourth_id,
        LEAST(halves_out.least_amount, halves_back.least_amount) AS least_amount,
        halves_out.first_id || ' > ' || halves_out.second_id || ' > ' || halves_out.third_id
        || ' > ' || halves_back.middle_id AS loop_id
    FROM halves_out
    INNER JOIN halves AS halves_back
        ON halves_out.third_id = halves_back.start_id AND halves_out.first_id = halves_back.end_id
    WHERE
        halves_back.end_id < halves_back.middle_id
        AND halves_out.second_id <> halves_back.middle_id
),

loops AS (
    SELECT * FROM closed
    ORDER BY group_count ASC, ROUND(least_amount, 2) DESC, loop_id ASC
    LIMIT 50000
),

steps AS (
    SELECT
        loops.loop_id,
        loops.group_count,
        numbers.step,
        CASE numbers.step
            WHEN 1 THEN loops.first_id
            WHEN 2 THEN loops.second_id
            WHEN 3 THEN loops.third_id
            ELSE loops.fourth_id
        END AS payer,
        CASE
            WHEN numbers.step = loops.group_count THEN loops.first_id
            WHEN numbers.step = 1 THEN loops.second_id
            WHEN numbers.step = 2 THEN loops.third_id
            ELSE loops.fourth_id
        END AS payee
    FROM loops
    CROSS JOIN UNNEST([1, 2, 3, 4]) AS numbers (step)
    WHERE numbers.step <= loops.group_count
),

months AS (
    SELECT
        payer_group_id,
        payee_group_id,
        month_start_date,
        month_number,
        SUM(flow_amount) AS month_amount
    FROM flows
    GROUP BY payer_group_id, payee_group_id, month_start_date, month_number
),

step_months AS (
    SELECT
        steps.loop_id,
        steps.group_count,
        steps.step,
        months.month_start_date,
        months.month_number,
        months.month_amount
    FROM steps
    INNER JOIN months
        ON steps.payer = months.payer_group_id AND steps.payee = months.payee_group_id
),

windows AS (
    SELECT DISTINCT
        loop_id,
        month_start_date AS window_start_date,
        month_number AS first_month
    FROM step_months
),

window_steps AS (
    SELECT
        windows.loop_id,
        windows.window_start_date,
        windows.first_month,
        step_months.group_count,
        step_months.step,
        ROUND(SUM(step_months.month_amount), 2) AS step_amount
    FROM windows
    INNER JOIN step_months
        ON
            windows.loop_id = step_months.loop_id
            AND step_months.month_number - windows.first_month BETWEEN 0 AND 23
    GROUP BY
        windows.loop_id,
        windows.window_start_date,
        windows.first_month,
        step_months.group_count,
        step_months.step
),

whole_windows AS (
    SELECT
        loop_id,
        window_start_date,
        first_month,
        MIN(step_amount) AS loop_amount
    FROM window_steps
    GROUP BY loop_id, window_start_date, first_month, group_count
    HAVING COUNT(*) = group_count AND MIN(step_amount) > 0
),

-- Of two windows alike the earlier one.
best AS (
    SELECT
        loop_id,
        loop_amount,
        window_start_date,
        first_month
    FROM whole_windows
    QUALIFY
        ROW_NUMBER() OVER (PARTITION BY loop_id ORDER BY loop_amount DESC, window_start_date ASC)
        = 1
),

inside AS (
    SELECT
        best.loop_id,
        best.loop_amount,
        best.window_start_date,
        steps.group_count,
        steps.step,
        steps.payer,
        steps.payee,
        flows.contract_id,
        SUM(flows.flow_amount) AS contract_amount,
        BOOL_AND(flows.is_registered) AS is_registered,
        MIN(COALESCE(flows.currency, '')) AS lowest_currency,
        MAX(COALESCE(flows.currency, '')) AS highest_currency,
        MAX(flows.currency_count) AS currency_count
    FROM best
    INNER JOIN steps ON best.loop_id = steps.loop_id
    INNER JOIN flows
        ON
            steps.payer = flows.payer_group_id
            AND steps.payee = flows.payee_group_id
            AND flows.month_number - best.first_month BETWEEN 0 AND 23
    GROUP BY
        best.loop_id,
        best.loop_amount,
        best.window_start_date,
        steps.group_count,
        steps.step,
        steps.payer,
        steps.payee,
        flows.contract_id
),

described AS (
    SELECT
        loop_id,
        BOOL_AND(is_registered) AND COUNT(*) = COUNT(DISTINCT COALESCE(contract_id, ''))
            AS is_exchange,
        CASE
            WHEN MIN(lowest_currency) = MAX(highest_currency) AND MAX(currency_count) <= 1
                THEN NULLIF(MIN(lowest_currency), '')
        END AS currency
    FROM inside
    GROUP BY loop_id
)

SELECT
    inside.loop_id,
    inside.step,
    inside.contract_id,
    inside.payer AS payer_group_id,
    inside.payee AS payee_group_id,
    inside.group_count,
    ROUND(SUM(inside.contract_amount) OVER (PARTITION BY inside.loop_id, inside.step), 2)
        AS step_amount,
    inside.loop_amount,
    described.currency,
    described.is_exchange,
    inside.window_start_date,
    CAST(inside.window_start_date + INTERVAL 24 MONTHS AS DATE) AS window_end_date
FROM inside
INNER JOIN described ON inside.loop_id = described.loop_id
