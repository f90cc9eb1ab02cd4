"""Pure: a holding and what moves it; the levels that are asked before."""
