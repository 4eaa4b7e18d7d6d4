/* rollup
title  = "On-time rates: how much of what each payer settled it settled in time, and what it still owes past due"
grain  = ["payer_id", "tier"]
limits = "By company, all its ids together. Over settled invoices whose due date and day of full payment are known, the scope of P1 for the client and of P3 for contractors, which there counts what is overdue as well: here that stands beside, in overdue_count and overdue_amount. Amounts are left out where a payer's invoices stand in several currencies. Invoices that name no payer are nobody's. Nothing is called clear where fewer than half of the settled invoices could be judged, or where the overdue ones counted as late would change the answer."
*/
WITH

dated AS (
    SELECT
        COALESCE(party_clusters.cluster_id, timelines.payer_id) AS payer_id,
        timelines.tier,
        timelines.currency,
        timelines.is_settled,
        timelines.days_to_pay,
        timelines.payable_amount,
        timelines.open_amount,
        timelines.known_until_date,
        CASE
            WHEN
                timelines.settled_date < timelines.issued_date
                OR timelines.settled_date < timelines.received_date
                THEN NULL
            WHEN timelines.is_settled
                THEN
                    DATE_DIFF('day', timelines.due_date, timelines.settled_date)
                    - timelines.stop_days
        END AS settled_late_days,
        CASE
            WHEN
                timelines.is_settled
                OR (timelines.status = 'paid' AND timelines.payment_count IS NULL)
                OR (timelines.payment_count IS NOT NULL AND timelines.paid_amount IS NULL)
                -- The payments must speak of the same days as the invoices: see P2.
                OR COALESCE(
                    DATE_DIFF('day', timelines.payments_known_date, timelines.known_until_date), 16
                ) > 15
                THEN NULL
            ELSE
                DATE_DIFF('day', timelines.due_date, timelines.known_until_date)
                - timelines.stop_days
        END AS open_late_days
    FROM invoice_timelines AS timelines
    LEFT JOIN party_clusters ON timelines.payer_id = party_clusters.party_id
    LEFT JOIN subcontracts ON timelines.subcontract_id = subcontracts.subcontract_id
    LEFT JOIN payment_terms ON timelines.tier = payment_terms.tier
    WHERE
        timelines.tier IN ('client_prime', 'prime_sub', 'sub_sub')
        AND timelines.payer_id IS NOT NULL
        AND COALESCE(timelines.payable_amount, 1) > 0
        AND COALESCE(timelines.status, '') NOT IN ('rejected', 'cancelled')
        AND (
            timelines.tier = 'client_prime'
            OR (
                NOT COALESCE(subcontracts.is_direct_payment, FALSE)
                -- Not due before the level above is paid: see P3.
                AND NOT (
                    timelines.due_date IS NULL
                    AND timelines.has_parent_invoice
                    AND NOT timelines.is_parent_settled
                    AND payment_terms.parent_settled_safe_days IS NOT NULL
                )
            )
        )
),

counted AS (
    SELECT
        payer_id,
        tier,
        COUNT(*) AS invoice_count,
        COUNT(CASE WHEN is_settled THEN 1 END) AS settled_count,
        COUNT(settled_late_days) AS judged_count,
        COUNT(CASE WHEN settled_late_days <= 0 THEN 1 END) AS on_time_count,
        SUM(CASE WHEN settled_late_days IS NOT NULL THEN payable_amount END) AS judged_amount,
        SUM(CASE WHEN settled_late_days <= 0 THEN payable_amount END) AS on_time_amount,
        SUM(
            CASE WHEN settled_late_days > 0 THEN settled_late_days ELSE 0 END
            * CASE WHEN settled_late_days IS NOT NULL THEN CAST(payable_amount AS DOUBLE) END
        ) AS late_amount_days,
        QUANTILE_CONT(CASE WHEN settled_late_days < 0 THEN 0 ELSE settled_late_days END, 0.9)
            AS late_p90_days,
        AVG(CASE WHEN settled_late_days IS NOT NULL THEN days_to_pay END) AS mean_pay_days,
        COUNT(CASE WHEN NOT is_settled THEN 1 END) AS open_count,
        COUNT(open_late_days) AS open_judged_count,
        COUNT(CASE WHEN open_late_days > 0 THEN 1 END) AS overdue_count,
        SUM(CASE WHEN open_late_days > 0 THEN open_amount END) AS overdue_amount,
        COUNT(CASE WHEN open_late_days > 0 AND open_amount IS NULL THEN 1 END)
            AS overdue_without_amount_count,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count,
        MAX(known_until_date) AS known_until_date
    FROM dated
    GROUP BY payer_id, tier
),

rated AS (
    SELECT
        counted.*,
        CAST(counted.on_time_count AS DOUBLE) / NULLIF(counted.judged_count, 0) AS on_time_share,
        CAST(counted.on_time_count AS DOUBLE)
        / NULLIF(counted.judged_count + counted.overdue_count, 0) AS on_time_share_with_overdue,
        CAST(counted.judged_count AS DOUBLE) / NULLIF(counted.settled_count, 0) AS judged_share,
        CASE
            WHEN counted.tier = 'client_prime' THEN roll_up_limits.client_on_time_watch_share
        END AS watch_limit,
        CASE
            WHEN counted.tier = 'client_prime' THEN roll_up_limits.client_on_time_high_share
            ELSE roll_up_limits.contractor_on_time_high_share
        END AS high_limit,
        CAST(roll_up_limits.on_time_minimum_count AS BIGINT) AS minimum_count,
        roll_up_limits.rated_coverage
    FROM counted
    CROSS JOIN roll_up_limits
),

weighed AS (
    SELECT
        *,
        CASE
            WHEN judged_count = 0 THEN 'nothing could be judged'
            WHEN judged_count < minimum_count THEN 'too few judged'
            WHEN ROUND(on_time_share, 6) < COALESCE(watch_limit, high_limit) THEN NULL
            WHEN ROUND(judged_share, 6) < rated_coverage THEN 'too much not judged'
            WHEN ROUND(on_time_share_with_overdue, 6) < COALESCE(watch_limit, high_limit)
                THEN 'overdue ones would change it'
        END AS standing_reason
    FROM rated
)

SELECT
    payer_id,
    tier,
    invoice_count,
    settled_count,
    judged_count,
    on_time_count,
    on_time_share,
    CASE WHEN currency_count <= 1 THEN judged_amount END AS judged_amount,
    CASE
        WHEN currency_count <= 1
            THEN
                CAST(COALESCE(on_time_amount, 0) AS DOUBLE)
                / NULLIF(CAST(judged_amount AS DOUBLE), 0)
    END AS on_time_amount_share,
    CASE
        WHEN currency_count <= 1
            THEN late_amount_days / NULLIF(CAST(judged_amount AS DOUBLE), 0)
    END AS weighted_late_days,
    late_p90_days,
    mean_pay_days,
    open_count,
    open_judged_count,
    -- Where nothing open could be judged nobody knows that none of it is overdue.
    CASE WHEN open_judged_count > 0 OR open_count = 0 THEN overdue_count END AS overdue_count,
    CASE
        WHEN currency_count > 1 OR overdue_without_amount_count > 0 THEN NULL
        WHEN open_judged_count > 0 OR open_count = 0
            THEN COALESCE(overdue_amount, CAST(0 AS DECIMAL(18, 2)))
    END AS overdue_amount,
    on_time_share_with_overdue,
    CASE WHEN currency_count <= 1 THEN currency END AS currency,
    known_until_date,
    minimum_count,
    watch_limit,
    high_limit,
    CASE
        WHEN standing_reason IS NOT NULL THEN NULL
        WHEN ROUND(on_time_share, 6) < high_limit THEN 'high'
        WHEN ROUND(on_time_share, 6) < watch_limit THEN 'watch'
        ELSE 'clear'
    END AS standing,
    standing_reason
FROM weighed
