"""Words that say too little to be searched for, in the three languages of the site."""

POLISH = frozenset(
    """
    a aby albo ale ani bardzo bez bo by być był była było były bądź chcemy chciałabym chciałbym
    chcielibyśmy ci co coś czego czy dla do gdy gdzie go i ich im jak jaka jaki jakie jakieś jakiś
    jako je jednak jego jej jest jeszcze jeśli już każdy kiedy kogoś kto ktoś która które którego
    której któremu którym którzy którą ku lub ma mają mam mamy mi mieć mogą mogę moja może można
    musi my mój na nad nam nami nas nasz nasza nasze naszego naszej naszych naszym nich nie niech
    niej nim niż no o od on ona one oni oraz po pod podczas ponieważ poza przed przez przy robić się
    swoich swoim swoje swój są tak taki takie także tam te tego tej ten też to trzeba tu tutaj tych
    tylko tym u w we więc wszystko z za zamiast ze zrobić żaden że żeby żebyśmy
    """.split()
)

ENGLISH = frozenset(
    """
    a about an and are as at be but by can do for from has have how i in into is it its me my need
    not of on or our out so some that the their them there they this to up us want we what when
    where which who will with without would you your
    """.split()
)

UKRAINIAN = frozenset(
    """
    а або але без би був було бути в ви вони від для до дуже же з за зі й його к коли мають має мене
    ми може можна на над нам нас наш наша наше наших не ні о об по при про під та так те ти то тут у
    хто це цей ці чи чого що щоб як яка який якось які є і із їх її
    """.split()
)

STOP_WORDS = POLISH | ENGLISH | UKRAINIAN

ONLY_ENGLISH = ENGLISH - POLISH
"""English function words that are no Polish words."""
