"""A condition of DynamoDB is read and checked once, and not once for each item that it is asked of.

The emulator takes the text apart for every item of a partition, twice, and looks for what AWS refuses in it: most of the time
that it spent under the callers of an API went there.
"""
from functools import lru_cache

from ministack.services import dynamodb

# Texts, not values: these stand apart from what they are compared with, so that a program has few. AWS takes 4 KB of each.
_TEXTS = 1_024


def install() -> None:
    of_one_item = dynamodb._evaluate_condition
    tokens_of = lru_cache(_TEXTS)(dynamodb._tokenize)

    @lru_cache(_TEXTS)
    def sound(expression: str, slot: str) -> bool:
        """Whether nothing in the text is refused; between two bounds it depends on the values."""
        tokens = tokens_of(expression)
        return not (
            dynamodb._check_redundant_parens(tokens, slot)
            or dynamodb._check_reserved_keyword_usage(tokens)
            or dynamodb._condition_syntax_error(expression, slot)
            or any(kind == "IDENT" and text.upper() == "BETWEEN" for kind, text in tokens)
        )

    def evaluate(expression, item, values, names, slot="ConditionExpression"):
        if expression and expression.strip() and sound(expression, slot):
            try:
                return dynamodb._ExprEval(tokens_of(expression), item, values, names).evaluate()
            except ValueError:
                # Said by the emulator itself, in AWS's words.
                pass
        return of_one_item(expression, item, values, names, slot)

    dynamodb._evaluate_condition = evaluate
