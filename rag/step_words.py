"""Words by which `rag.steps` tells where a description of somebody begins and ends."""

VERBS = frozenset(
    "accept accuse add admit advise agree announce answer appear argue arrive ask attend avoid become "
    "begin believe belong blame borrow break bring build buy call carry catch cause change charge choose "
    "claim climb cling close collect come compare compete complain condemn contain contribute cost cover "
    "crash cut deal decide demand deny describe design die discover do donate draw drink drive drop earn "
    "eat employ end escape expect explain face fall fear feel fight find finish fly follow forget found get "
    "give go grow happen have head hear help hide hit hold hope hurt identify inherit intend invest join "
    "keep kill know land last lead learn leave lie like live lodge look lose love make manage marry mean "
    "meet mention miss move name need notice observe offer open order own paint pass pay perform plan "
    "play pledge point praise predict prefer prepare promise propose prove publish put quit raise reach "
    "read receive recommend refuse remark remember replace report represent request resign retire return "
    "reveal ride run save say see seek sell send serve show sign sing sink sit sleep sound speak "
    "specialise specialize spend stand start stay steal stop study submit suffer suggest support swim "
    "take teach tell test think threaten throw train travel treat try turn understand use visit vote wait "
    "walk want warn watch wear weigh win wish work write".split()
)
"""Verbs that a question with "did" or "does" still needs: *say*, in "What did the man who fell say?"."""
NO_ROLES = frozenset(
    "process address success access progress illness environment argument business fitness darkness "
    "accident after agreement amount anniversary announcement another answer apartment beer behavior "
    "behaviour border boundary butter calendar cement center centre chapter coffee color colour committee "
    "content copper corner counter cover cylinder december deer degree department diary disaster distant "
    "document door either elder equipment error event experiment extent factor fee fever flavour floor "
    "former further garment government grant guarantee harbor harbour horror hour important improvement "
    "incident instrument investment judgment labor labour latter letter library list litre manner matter "
    "meter metre mirror moment monument motor movement newspaper november number october offer older "
    "order other over paper parliament payment pepper percent plant power quarter rather remainder "
    "reminder rent restaurant river salary sector september settlement shelter silver statement summary "
    "summer territory timber tower transfer treatment tree tremor under vessel want water weather whether "
    "winter younger".split()
)
"""Nouns that end as those of people do ("driver", "president") and name none."""
TELLING = frozenset(
    "admit agree announce ask believe conclude decide demand deny discover establish expect explain fear feel find "
    "forget hear hope insist know learn mention notice order predict promise propose prove read recommend remember "
    "report reveal say see show suggest tell think threaten understand want warn write".split()
)
"""Those of `VERBS` that a clause may follow as what is told: no description begins behind them."""
