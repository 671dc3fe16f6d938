"""Give an archive to a LangChain agent as a tool.

Run: dateline demo && python examples/langchain_agent.py .dateline-demo [PROVIDER:MODEL [QUESTION]]. Where no model is
named a script stands in for it, so that the example runs with no key and no network.
"""

import sys
from pathlib import Path

from langchain.agents import create_agent
from langchain_core.messages import AIMessage

from rag.chain import as_tool
from rag.compose import open_pipeline
from rag.settings import Settings
from rag.testing import tool_calling_model

QUESTION = "How many wolves live in Vastria?"
SCRIPT = [
    AIMessage(
        "",
        tool_calls=[{"name": "ask_the_archive", "args": {"question": QUESTION}, "id": "call-1"}],
    ),
    AIMessage("The archive was asked; its answer stands above, with its sources."),
]

_, store, *asked = sys.argv
model = asked[0] if asked else tool_calling_model(SCRIPT)
tool = as_tool(open_pipeline(Settings(store=Path(store))))
agent = create_agent(
    model, tools=[tool], system_prompt="Answer from the archive; keep who said what."
)
question = " ".join(asked[1:]) or QUESTION
for message in agent.invoke({"messages": [("user", question)]})["messages"]:
    print(f"{message.type}: {message.text}")
