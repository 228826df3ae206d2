// SPDX-License-Identifier: GPL-2.0
/* Assembly here knows no structure: nothing to generate; kbuild wants the file. */
int main(void)
{
	return 0;
}
