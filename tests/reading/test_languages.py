"""Languages told by their words."""

import pytest

from tuwen.reading.languages import language_of


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["def shuffle(items):", "    return items"], "python"),
        (["SELECT id FROM orders;"], "sql"),
        (["const a = 1;"], "javascript"),
        (["interface User {", "  name: string;", "}"], "typescript"),
        (["public static void main(String[] args) {", 'System.out.println("a");'], "java"),
        (["err := run()", "fmt.Println(err)"], "go"),
        (["fn main() {", "    let mut n = 0;"], "rust"),
        (["#include <stdio.h>", "int main(void) {"], "c"),
        (["#include <vector>", "std::vector<int> v;"], "cpp"),
        (["apiVersion: v1", "kind: Pod"], "yaml"),
        (["#!/bin/bash", "set -e"], "shell"),
        (['"name": "tuwen",', '"private": true'], "json"),
        (["你好"], ""),
        (["One sentence of prose.", "And another one."], ""),
        ([], ""),
    ],
)
def test_languages(lines: list[str], language: str) -> None:
    assert language_of(lines) == language
