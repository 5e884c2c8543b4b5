"""The benchmark: this project beside LangChain, LlamaIndex, Haystack and txtai, each in processes of its own."""
