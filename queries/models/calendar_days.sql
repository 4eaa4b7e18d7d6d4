/* model
title  = "Calendar days: which are business days, and the fiscal year of each"
grain  = ["calendar_date"]
limits = "Empty where the jurisdiction pack names no calendar of holidays."
*/
SELECT
    calendar_date,
    is_business_day,
    business_day_number,
    next_business_date,
    holiday_name,
    fiscal_year,
    is_fiscal_year_end
FROM ref_calendar
