/* view
title  = "Letter folding: accented letters and the plain ones that a search takes them for"
grain  = ["accented_letters"]
limits = "Lower-case letters of Latin scripts; other scripts are searched as they are written."
*/
SELECT
    'áàâäãåāăąçćčďđéèêëēėęěğíìîïīįıłñńňóòôöõøōőřśšşťúùûüūůűýÿźżž' AS accented_letters,
    'aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorssstuuuuuuuyyzzz' AS plain_letters
