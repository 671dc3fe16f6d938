"""Names of currencies as English-language newspapers write them, in the singular and the plural.

The units that are met most, and some that are no longer in use; not those that are common words, too:
"won", "real", "mark", "sum", "pula", "crown" in the singular.
"""

CURRENCY = (
    r"(?:dollars?|euros?|pounds?|yen|yuan|renminbi|krons?|kron[aeou]r?|krónur|korun[ay]?|crowns|francs?|rubles?|roubles?"
    r"|rupees?|rupiahs?|pesos?|liras?|lire|soles|reais|rands?(?!\s+corporation)|zlot(?:y|ys|ych)|forints?|hryvn(?:ia|ias|ya|yas)|lei|leva"
    r"|dinars?|dirhams?|riyals?|rials?|shekels?|shillings?|nairas?|cedis?|kwachas?|birr|takas?|kyats?|bahts?|dongs?|ringgits?"
    r"|tenge|bol[ií]vare?s|quetzales|guaran[ií]e?s|lempiras?|colones|guilders?|florins?|pesetas?|escudos?|drachmas?)"
)
"""A pattern, for whole words."""
