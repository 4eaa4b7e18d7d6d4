/* model
title  = "Check: shares of one thing sum to one"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Within half a per cent. Owners may be known in part, so theirs may sum to less."
*/
WITH

summed AS (
    SELECT
        'bid_parties' AS table_name,
        source_file_id,
        published_date,
        MIN(source_line) AS source_line,
        bid_id AS subject_id,
        COUNT(*) - COUNT(bid_share) AS unknown_count,
        SUM(bid_share) AS summed_share,
        1 AS lowest_share
    FROM src_bid_parties
    GROUP BY source_file_id, published_date, bid_id
    HAVING COUNT(bid_share) > 0
    UNION ALL
    SELECT
        'party_owners' AS table_name,
        source_file_id,
        published_date,
        MIN(source_line) AS source_line,
        owned_id AS subject_id,
        0 AS unknown_count,
        SUM(owner_share) AS summed_share,
        0 AS lowest_share
    FROM src_party_owners
    WHERE owner_share IS NOT NULL AND link_kind = 'share'
    GROUP BY source_file_id, published_date, owned_id
),

checked AS (
    SELECT
        table_name,
        source_file_id,
        published_date,
        source_line,
        subject_id,
        summed_share > 1.005 OR summed_share < lowest_share - 0.005 AS is_failed,
        CONCAT('the shares sum to ', ROUND(summed_share, 4)) AS found
    FROM summed
    WHERE unknown_count = 0
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'shares do not sum to 1' AS check_name,
    'consistency' AS dimension,
    table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    source_line,
    subject_id,
    found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM checked
WHERE is_failed
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY table_name, source_file_id, published_date
        ORDER BY source_line ASC, subject_id ASC
    ) <= 500
UNION ALL
SELECT
    'shares do not sum to 1' AS check_name,
    'consistency' AS dimension,
    table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    COUNT(*) AS checked_count,
    COUNT(*) FILTER (WHERE is_failed) AS failed_count
FROM checked
GROUP BY table_name, source_file_id, published_date
